export { allowedAt, modelAnswers, type ChatRequest, type ModelAnswer } from './answers.ts'
export { startModelServer, type ModelServer, type RecordedCall } from './start-model-server.ts'
