export * from './contracts.ts'
export * from './permissions.ts'
