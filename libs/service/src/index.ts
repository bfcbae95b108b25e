export { runService } from './run-service.ts'
export type { HttpListener, Registration, ServiceContext, ServiceOptions } from './service-options.ts'
export type { Health, HealthReport } from './health/health.ts'
export { createReadingThread, type ReadingThread, type ReadingThreadOptions } from './reading-thread.ts'
