export { startBroker, type Broker, type BrokerOptions, type BrokerUser } from './start-broker.ts'
export { connectRaw, type RawConnection, type RawMessage } from './connect-raw.ts'
