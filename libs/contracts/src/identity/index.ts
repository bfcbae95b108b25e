export * from './accounts.ts'
export * from './members.ts'
export * from './api-keys.ts'
export * from './routes.ts'
