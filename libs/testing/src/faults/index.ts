export { startFaultProxy, type FaultHits, type FaultProxy } from './start-fault-proxy.ts'
