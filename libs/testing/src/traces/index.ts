export { startTraceCollector, type CollectedSpan, type TraceCollector } from './start-trace-collector.ts'
