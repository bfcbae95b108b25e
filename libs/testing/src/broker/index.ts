export { startBroker, type Broker, type BrokerOptions, type BrokerUser } from './start-broker.ts'
