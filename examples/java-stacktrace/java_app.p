# Java log; the shipper joins a stack trace to the line it belongs to.
matched = grok(_, '''^%{TIMESTAMP_ISO8601:time} +%{LOGLEVEL:status} +\[%{DATA:thread}\] %{NOTSPACE:class} - (?s:(?P<msg>.*))''')
if !matched {
  exit()
}
use("java_exception.p")
default_time(time, "UTC")
