# A container log in CRI format: time, stream, flag, then what the application wrote (logfmt here).
matched = grok(_, '''^%{TIMESTAMP_ISO8601:time} %{WORD:stream} [FP] %{GREEDYDATA:msg}''')
if !matched {
  set_measurement("k8s_node")
  exit()
}
set_tag(stream)

grok(msg, '''^level=%{WORD:status} msg="%{DATA:text}" ?(?P<rest>.*)''')
if text == "probe" {
  drop()
  exit()
}
grok(rest, '''path=%{NOTSPACE:path} status=%{INT:status_code:int} dur=%{INT:duration_ms:int}ms''')
rename(message_text, text)
drop_key(rest)
default_time(time)
