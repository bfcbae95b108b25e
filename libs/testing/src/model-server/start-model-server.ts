import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { modelAnswers, type ChatRequest, type ModelAnswer } from './answers.ts'

export interface RecordedCall {
  path: string
  authorization: string | undefined
  body: ChatRequest
  receivedAt: number
  /** Whether the client hung up before it was answered. */
  abandoned: boolean
}

export interface ModelServer {
  /** Base URL for a client, with the version. */
  readonly url: string
  readonly calls: readonly RecordedCall[]
  /** Answers of the next requests, in order; they come before the handler. */
  script(...answers: ModelAnswer[]): void
  /** Decides about every request that the script does not cover. Unless set, such a request gets status 500. */
  handle(handler: (request: ChatRequest) => ModelAnswer): void
  /** Forgets script, handler and calls. */
  clear(): void
  stop(): Promise<void>
}

const readBody = async (request: IncomingMessage): Promise<ChatRequest> => {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text) as ChatRequest
}

const roughTokens = (text: string): number => Math.ceil(text.length / 4)

const completion = (request: ChatRequest, content: string) => {
  const read = request.messages.reduce((sum, message) => sum + roughTokens(message.content), 0)
  const written = roughTokens(content)
  return {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [
      { index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop', logprobs: null },
    ],
    usage: { prompt_tokens: read, completion_tokens: written, total_tokens: read + written },
  }
}

const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const play = async (answer: ModelAnswer, request: ChatRequest, response: ServerResponse): Promise<void> => {
  switch (answer.kind) {
    case 'content':
      if (answer.delayMs) await after(answer.delayMs)
      return send(response, 200, completion(request, answer.content(request)))
    case 'status':
      return send(response, answer.status, answer.body, answer.headers)
    case 'raw':
      return send(response, 200, answer.body)
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"choices":[')
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
  }
}

/** A server on the loopback interface that speaks `POST /v1/chat/completions` and does what it is told to. */
export const startModelServer = async (): Promise<ModelServer> => {
  let scripted: ModelAnswer[] = []
  let calls: RecordedCall[] = []
  const unexpected = () => modelAnswers.serverError(500)
  let handler: (request: ChatRequest) => ModelAnswer = unexpected

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    if (request.method !== 'POST' || path !== '/v1/chat/completions')
      return send(response, 404, { error: { message: 'No such path', type: 'invalid_request_error', code: null } })
    const receivedAt = Date.now()
    const body = await readBody(request)
    const call = { path, authorization: request.headers.authorization, body, receivedAt, abandoned: false }
    response.on('close', () => {
      call.abandoned = !response.writableFinished
    })
    calls.push(call)
    await play(scripted.shift() ?? handler(body), body, response)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, { error: { message: String(error), type: 'script_error' } })
      else response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/v1`,
    get calls() {
      return calls
    },
    script: (...answers) => void scripted.push(...answers),
    handle: (next) => {
      handler = next
    },
    clear: () => {
      scripted = []
      calls = []
      handler = unexpected
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
