/** A chat completion request as it came in. */
export interface ChatRequest {
  model: string
  messages: { role: string; content: string }[]
  response_format?: { type: string; json_schema?: { name: string; strict?: boolean; schema: JsonSchema } }
}

/** As much of JSON Schema as reading the enums of an answer's schema takes. */
export interface JsonSchema {
  type?: string
  enum?: string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
}

/** What the server does with one request. */
export type ModelAnswer =
  | { kind: 'content'; content: (request: ChatRequest) => string; delayMs?: number }
  | { kind: 'status'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'raw'; body: string }
  | { kind: 'hang' }
  | { kind: 'stall' }
  | { kind: 'reset' }

const failure = (status: number, code: string | null, type: string, headers?: Record<string, string>): ModelAnswer => ({
  kind: 'status',
  status,
  headers,
  body: { error: { message: `Scripted: ${type}`, type, code, param: null } },
})

/** Everything an endpoint has been seen to do, by name. */
export const modelAnswers = {
  /** A good answer; a function makes it from the request. */
  json: (value: unknown): ModelAnswer => ({
    kind: 'content',
    content: (request) =>
      JSON.stringify(typeof value === 'function' ? (value as (r: ChatRequest) => unknown)(request) : value),
  }),
  /** The same, after a while. */
  slow: (delayMs: number, value: unknown): ModelAnswer => ({ ...modelAnswers.json(value), delayMs }) as ModelAnswer,
  /** Text instead of JSON. */
  prose: (text = 'Certainly! Here is the section you asked for.'): ModelAnswer => ({
    kind: 'content',
    content: () => text,
  }),
  /** JSON that breaks off, as at a length limit. */
  truncated: (value: unknown = { sentences: [{ text: 'A sentence that', citation_ids: ['s1'] }] }): ModelAnswer => ({
    kind: 'content',
    content: () => JSON.stringify(value).slice(0, -4),
  }),
  empty: (): ModelAnswer => ({ kind: 'content', content: () => '' }),
  /** Busy: a later try may succeed. */
  rateLimited: ({ retryAfter }: { retryAfter?: string } = {}): ModelAnswer =>
    failure(429, 'rate_limit_exceeded', 'requests', retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  /** The same status, but no later try will succeed. */
  quotaExhausted: (): ModelAnswer => failure(429, 'insufficient_quota', 'insufficient_quota'),
  serverError: (status = 500): ModelAnswer => failure(status, null, 'server_error'),
  unauthorized: (): ModelAnswer => failure(401, 'invalid_api_key', 'invalid_request_error'),
  badRequest: (): ModelAnswer => failure(400, 'invalid_value', 'invalid_request_error'),
  /** A body that is no chat completion, such as a proxy's page. */
  notACompletion: (body = '<html>Welcome</html>'): ModelAnswer => ({ kind: 'raw', body }),
  /** Takes the request and never answers. */
  hang: (): ModelAnswer => ({ kind: 'hang' }),
  /** Sends the head of an answer and never its body. */
  stall: (): ModelAnswer => ({ kind: 'stall' }),
  /** Drops the connection. */
  reset: (): ModelAnswer => ({ kind: 'reset' }),
} as const

/** The values an answer may hold at a dotted path of its schema; `[]` steps into a list. */
export const allowedAt = (request: ChatRequest, path: string): string[] => {
  const root = request.response_format?.json_schema?.schema
  const found = path.split('.').reduce<JsonSchema | undefined>((schema, step) => {
    return step === '[]' ? schema?.items : schema?.properties?.[step]
  }, root)
  return found?.enum ?? []
}
