// Counts of the forward input, for metrics.

export class ForwardStats {
  /** Open now. */
  connections = 0;
  /** Turned away because too many were open. */
  turnedAway = 0;
  /** Closed by us because of what the peer sent, or because its records got no owner. */
  failed = 0;
  /** Handshakes with a wrong key, user or password. */
  rejected = 0;
  bytes = 0;
  messages = 0;
  /** Messages with metrics or traces, acknowledged and not used. */
  ignored = 0;
  /** Complete messages that are not of this protocol. */
  unreadable = 0;
}
