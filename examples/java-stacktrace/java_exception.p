# Pulls the exception out of a joined stack trace; used by java_app.p.
if grok(msg, '''\n(?P<exception>[A-Za-z0-9_.$]+): (?P<reason>[^\n]*)\n''') {
  grok(msg, '''\n\s*at %{NOTSPACE:frame}\(''')
  set_tag(exception)
  if match("\\nCaused by: ", msg) {
    grok(msg, '''\nCaused by: (?P<cause>[^\n]*)''')
  }
}
