export * from './audit.ts'
export * from './calls.ts'
