export { Deliverer, type DelivererOptions } from './deliverer.ts';
export type { DeliveryEvent, MessageNews } from './delivery-event.ts';
export { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export type { ExchangeOutcome, Transport } from './transport.ts';
export type { StopCode } from './stop-watch.ts';
