export { Deliverer } from './deliverer.ts';
export type { DelivererOptions } from './deliverer-options.ts';
export type { DeliveryEvent, IgnoredCode, MessageNews } from './delivery-event.ts';
export { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export type { ExchangeOutcome, Transport } from './transport.ts';
export type { StopCode } from './stop-watch.ts';
