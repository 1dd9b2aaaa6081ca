// The hop marker: a constant header on every request that carries records (offload, pass and push). A receiver that
// sees it on a push, or a plugin that sees its own request, knows that someone built a loop.

export const HOP_HEADER = 'x-offramp-hop';

/** Who sent the request. A receiver takes `offload` and `pass`; `push` may end at DataWay only. */
export type HopKind = 'offload' | 'pass' | 'push';
