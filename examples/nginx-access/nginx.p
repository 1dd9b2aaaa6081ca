# nginx access log, combined format.
add_pattern("REQUEST", "%{WORD:http_method} %{NOTSPACE:http_url} HTTP/%{NUMBER:http_version}")
add_pattern("CLIENT", "%{IPORHOST:client_ip} %{NOTSPACE:http_ident} %{NOTSPACE:http_auth}")

matched = grok(_, '''^%{CLIENT} \[%{HTTPDATE:time}\] "%{REQUEST}" %{INT:status_code:int} %{INT:bytes:int} "%{DATA:referrer}" "%{DATA:agent}"$''')
if !matched {
  add_key(parse, "failed")
  exit()
}

# Health checks of the load balancer are of no interest to anybody.
if http_url == "/healthz" && status_code == 200 {
  drop()
  exit()
}

url_decode(http_url)
set_tag(http_method)
nullif(http_ident, "-")
nullif(http_auth, "-")
nullif(referrer, "-")

if status_code >= 500 {
  add_key(status, "error")
} elif status_code >= 400 {
  add_key(status, "warning")
} elif status_code >= 300 {
  add_key(status, "notice")
} else {
  add_key(status, "ok")
}

default_time(time)
