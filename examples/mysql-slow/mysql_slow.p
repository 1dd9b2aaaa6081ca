# MySQL slow query log; the shipper joins the lines of one entry.
matched = grok(_, '''(?s)^# Time: %{TIMESTAMP_ISO8601:time}\n# User@Host: %{DATA:db_user}\[[^\]]*\] @ *(?P<db_host>[^ ]*) *\[%{DATA:db_ip}\] +Id: +%{INT:query_id:int}\n# Query_time: %{NUMBER:query_time:float} +Lock_time: %{NUMBER:lock_time:float} +Rows_sent: %{INT:rows_sent:int} +Rows_examined: %{INT:rows_examined:int}\n(?:use (?P<db>[^;]*);\n)?SET timestamp=[0-9]+;\n(?P<db_slow_statement>.*)''')
if !matched {
  exit()
}
set_tag(db_user)
if query_time > 5.0 {
  add_key(status, "error")
} else {
  add_key(status, "warning")
}
nullif(db, "")
nullif(db_host, "")
default_time(time)
