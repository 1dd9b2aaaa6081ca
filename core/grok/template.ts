// Replacement texts in Go's notation: $1, $name, ${1}, ${name}, $$.

/** A text, or the index of a group whose text goes there. */
export type TemplatePart = string | number;

const REFERENCE = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** A group that does not exist becomes nothing; a `$` that starts no reference stays. */
export function parseTemplate(template: string, groupNames: readonly (string | undefined)[]): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (const found of template.matchAll(REFERENCE)) {
    addText(parts, template.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[1] !== undefined) addText(parts, '$');
    else parts.push(...findGroups(found[2] ?? found[3]!, groupNames));
  }
  addText(parts, template.slice(from));
  return parts;
}

function addText(parts: TemplatePart[], text: string): void {
  if (text === '') return;
  const last = parts.length - 1;
  const previous = parts[last];
  if (typeof previous === 'string') parts[last] = previous + text;
  else parts.push(text);
}

function findGroups(name: string, groupNames: readonly (string | undefined)[]): number[] {
  if (/^(?:0|[1-9][0-9]{0,7})$/.test(name)) {
    const index = Number(name);
    return index < groupNames.length ? [index] : [];
  }
  return groupNames.flatMap((known, index) => (known === name ? [index] : []));
}
