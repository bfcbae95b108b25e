export * from './engine.ts'
export * from './calls.ts'
