import type { CallToolResult, Server, Tool } from '@modelcontextprotocol/server'

/** A message of a client, and what the protocol reads of the request around it. */
export interface Message {
  body: Record<string, unknown>
  header(name: string): string | undefined
  signal: AbortSignal
}

export interface ToolCall {
  name: string
  arguments: Record<string, unknown>
  /** What the client says about the call, beside its arguments. */
  meta: Record<string, unknown>
}

export interface ToolServer {
  info: { name: string; version: string; title: string }
  instructions: string
  tools: Tool[]
  /** @returns undefined for a tool that nobody has */
  call(call: ToolCall): Promise<CallToolResult | undefined>
}

const protocolHeaders = ['mcp-protocol-version', 'mcp-method', 'mcp-name']

/** The message as the SDK takes it. It answers with JSON whatever the client would take as well. */
const requestOf = ({ body, header, signal }: Message): Request =>
  new Request('http://gateway/mcp', {
    method: 'POST',
    headers: [
      ['content-type', 'application/json'],
      ['accept', 'application/json, text/event-stream'],
      ...protocolHeaders.flatMap((name) => {
        const value = header(name)
        return value === undefined ? [] : [[name, value] as [string, string]]
      }),
    ],
    body: JSON.stringify(body),
    signal,
  })

/** Most processes never see a client of the protocol, so it is loaded for the first of them. */
const loadSdk = () => import('@modelcontextprotocol/server')

type Sdk = Awaited<ReturnType<typeof loadSdk>>

const serverOf = (sdk: Sdk, { info, instructions, tools, call }: ToolServer): Server => {
  const server = new sdk.Server(info, { instructions, capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', () => ({ tools }))
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: given = {}, _meta = {} } }) => {
    const result = await call({ name, arguments: given, meta: _meta })
    if (!result) throw new sdk.ProtocolError(sdk.ProtocolErrorCode.InvalidParams, 'No such tool')
    return result
  })
  return server
}

/**
 * Answers one message, and keeps nothing of it. Clients of 2025 and before, who open with a handshake, are answered
 * without a session as well.
 */
export const serveMessage = async (message: Message, toolServer: ToolServer): Promise<Response> => {
  const sdk = await loadSdk()
  const request = requestOf(message)
  const parsed = { parsedBody: message.body }
  if (!(await sdk.isLegacyRequest(request, message.body))) {
    // Nothing is ever to be listened for: which tools there are does not change.
    const options = { legacy: 'reject', maxSubscriptions: 0 } as const
    return sdk.createMcpHandler(() => serverOf(sdk, toolServer), options).fetch(request, parsed)
  }
  const server = serverOf(sdk, toolServer)
  const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  try {
    await server.connect(transport)
    return await transport.handleRequest(request, parsed)
  } finally {
    await server.close()
  }
}
