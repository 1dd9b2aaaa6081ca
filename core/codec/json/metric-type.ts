/** Names of the metric types by number, as the protobuf definition has them. */
export const METRIC_TYPES: readonly string[] = ['UNSPECIFIED', 'COUNT', 'RATE', 'GAUGE'];
