export { startStore, type RunningStore, type StoreOptions } from './start-store.ts'
