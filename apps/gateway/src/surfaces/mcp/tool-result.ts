import type { RenderedAnswer } from '@synthwright/http'
import type { CallToolResult } from '@modelcontextprotocol/server'

/** The answer of an operation as the result of a tool: its body, byte for byte as text, and as a value. */
export const toolResult = ({ status, body }: RenderedAnswer): CallToolResult => {
  const text = body ?? '{}'
  return {
    content: [{ type: 'text', text }],
    structuredContent: JSON.parse(text) as Record<string, unknown>,
    ...(status >= 400 ? { isError: true } : {}),
  }
}
