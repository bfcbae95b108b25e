export * from './vocabulary.ts'
export * from './run-view.ts'
export * from './events.ts'
export * from './routes.ts'
