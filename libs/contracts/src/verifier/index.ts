export * from './tasks.ts'
export * from './probe.ts'
