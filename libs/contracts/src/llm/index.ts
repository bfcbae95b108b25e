export * from './draft-section.ts'
