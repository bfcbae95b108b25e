export * from './draft-section.ts'
export * from './judge-claims.ts'
export * from './model-usage.ts'
