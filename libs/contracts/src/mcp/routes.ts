import { z } from 'zod'
import { ErrorEnvelope } from '../artifacts/error-envelope.ts'
import { defineRoute } from '../core/route.ts'

const RpcId = z.union([z.string(), z.number()])
const members = z.record(z.string(), z.unknown())

/** One message of JSON-RPC 2.0; without an `id` it is a notification. */
export const McpRequest = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: RpcId.optional(),
  method: z.string().min(1).max(200),
  params: members.optional(),
})

export const McpResponse = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: RpcId.nullish(),
  result: members.optional(),
  error: z.looseObject({ code: z.int(), message: z.string() }).optional(),
})

/** The answer of a protocol that is not understood, or of a request that is refused before it is read as one. */
export const McpRefusal = z.union([McpResponse, ErrorEnvelope])

export const mcpRoute = defineRoute({
  operationId: 'mcp',
  surface: 'artifacts',
  method: 'POST',
  path: '/mcp',
  summary: 'The Model Context Protocol: plan, draft, verify, search and remember as tools',
  description:
    'Streamable HTTP without sessions: every message is answered by itself, with JSON, in the protocol version that ' +
    'it names. One message a request, no batches. What a tool is asked is the body of its operation, and what it ' +
    'answers is the answer of that operation; a refusal is a tool error with the same `error` and `message`. ' +
    'A tool needs the scope of its operation besides `mcp`. An `Idempotency-Key` is for the operation, ' +
    'and may also be sent as `synthwright/idempotency-key` in `_meta` of the call. ' +
    'A page of another origin is refused unless the gateway allows its origin.',
  tags: ['MCP'],
  body: McpRequest,
  replies: { 200: McpResponse, 202: null, 400: McpRefusal, 404: McpResponse },
  errors: ['origin_not_allowed'],
  auth: { scope: 'mcp', role: 'viewer', boundKey: 'confined' },
  keeps: 'inside',
})

export const mcpRoutes = [mcpRoute]
