export * from './core/index.ts'
export * from './artifacts/index.ts'
export * from './identity/index.ts'
export * from './knowledge/index.ts'
export * from './runs/index.ts'
export * from './jobs/index.ts'
export * from './graph/index.ts'
export * from './llm/index.ts'
export * from './verifier/index.ts'
export * from './gateway/index.ts'
export * from './mcp/index.ts'
export * from './broker/index.ts'
export {
  systemRoutes,
  liveRoute,
  readyRoute,
  healthRoute,
  apiReadyRoute,
  openApiRoute,
  docsRoute,
} from './system/routes.ts'
