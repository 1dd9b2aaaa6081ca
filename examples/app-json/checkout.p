# One JSON object per line, as most application loggers write it.
json(_, msg, message_text)
if message_text == nil {
  add_key(parse, "failed")
  exit()
}
if message_text == "heartbeat" {
  drop()
  exit()
}

json(_, level, status)
json(_, order.id, order_id)
json(_, order.total, order_total)
json(_, order.items[0].sku, first_sku)
json(_, user.id, user_id)
json(_, took_ms)
json(_, ok)
cast(user_id, "int")
json(_, time)

# How many pieces were ordered: the list is walked, as a map or list can be.
order = load_json(_)
pieces = 0
if "order" in order {
  for item in order["order"]["items"] {
    pieces = pieces + item["qty"]
  }
}
add_key(pieces)
cast(pieces, "int")
default_time(time)
