# RFC 3164 line as it stands in the file. It carries no year, so the time of the shipper is kept.
matched = grok(_, '''^<%{INT:pri:int}>%{SYSLOGTIMESTAMP:stamp} %{SYSLOGHOST:node} %{PROG:program}(?:\[%{INT:pid:int}\])?: +%{GREEDYDATA:msg}''')
if !matched {
  exit()
}
set_tag(node)
set_tag(program)

severity = pri % 8
if severity == 0 {
  add_key(status, "emerg")
} elif severity == 1 {
  add_key(status, "alert")
} elif severity == 2 {
  add_key(status, "critical")
} elif severity == 3 {
  add_key(status, "error")
} elif severity == 4 {
  add_key(status, "warning")
} elif severity == 5 {
  add_key(status, "notice")
} elif severity == 6 {
  add_key(status, "info")
} else {
  add_key(status, "debug")
}
add_key(facility, (pri - severity) / 8)

if program == "sshd" {
  grok(msg, "from %{IPORHOST:client_ip} port %{INT:client_port:int}")
  uppercase(program)
}
drop_key(stamp)
