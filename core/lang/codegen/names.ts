// Names as variables and keys spell them.

/** The name `_` stands for. */
export function realName(name: string): string {
  return name === '_' ? 'message' : name;
}
