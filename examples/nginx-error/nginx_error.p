# nginx error log.
matched = grok(_, '''^%{DATA:time} \[%{LOGLEVEL:status}\] %{INT:pid:int}#%{INT:tid:int}: (?:\*%{INT:connection:int} )?%{GREEDYDATA:msg}''')
if !matched {
  add_key(status, "unknown")
  exit()
}

grok(msg, '''client: %{IPORHOST:client_ip}, server: %{NOTSPACE:server}, request: "%{WORD:http_method} %{NOTSPACE:http_url} HTTP''')
grok(msg, '''upstream: "(?P<upstream>[^"]*)''')
if server != nil {
  set_tag(server)
}
default_time(time, "UTC")
