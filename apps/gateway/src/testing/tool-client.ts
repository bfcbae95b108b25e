import { McpResponse } from '@synthwright/contracts'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** What somebody speaks the protocol in: its handshake, or every message by itself. */
export const eras = ['legacy', 'auto'] as const

/** The client that the SDK ships, connected to a gateway. */
export const connectTools = async (url: string, key: string, mode: (typeof eras)[number]): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  const headers = { authorization: `Bearer ${key}` }
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }))
  return client
}

export interface ToolAnswer {
  status: number
  headers: Headers
  text: string
  /** What the tool answered; undefined when the request was not answered with a result. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
  body: any
  isError: boolean
}

/** Sends one message as it is, without a client's help. */
export const sendMessage = async (
  url: string,
  key: string | null,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<ToolAnswer> => {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })
  const text = await response.text()
  const result = response.status === 200 ? McpResponse.parse(JSON.parse(text)).result : undefined
  const { structuredContent: body, isError = false } = (result ?? {}) as Partial<ToolAnswer> & {
    structuredContent?: unknown
  }
  return { status: response.status, headers: response.headers, text, body, isError }
}

/** Calls a tool. */
export const callTool = (
  url: string,
  key: string | null,
  name: string,
  given: unknown,
  { headers, meta }: { headers?: Record<string, string>; meta?: object } = {},
): Promise<ToolAnswer> => {
  const params = { name, arguments: given, ...(meta ? { _meta: meta } : {}) }
  return sendMessage(url, key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers)
}
