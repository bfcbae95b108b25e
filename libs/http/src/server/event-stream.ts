import { log } from '@synthwright/telemetry'
import type { ServerResponse } from 'node:http'

export interface ServerSentEvent {
  /** What a client repeats as `Last-Event-ID`; events without one are not recorded. */
  id?: number | string
  event: string
  /** Sent as JSON. */
  data: unknown
}

/** An answer that goes on. After `close`, or once the client has gone, `send` does nothing. */
export interface EventStream {
  send(event: ServerSentEvent): void
  close(): void
  readonly closed: boolean
}

/** Shorter than the idle time of common proxies. */
const defaultKeepAliveMs = 15_000
/** A client that lets more than this pile up does not read; holding it for it would hold it for everybody. */
const mostBufferedBytes = 1024 * 1024

const oneLine = (value: number | string): string => String(value).replace(/[\r\n\0]/g, '')

/** Answers with server-sent events: comments keep it alive every 15 s, a client over 1 MiB behind is cut off. */
export const openEventStream = (res: ServerResponse, keepAliveMs = defaultKeepAliveMs): EventStream => {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
  res.flushHeaders()
  let closed = false

  const write = (text: string): void => {
    if (closed) return
    if (res.writableLength > mostBufferedBytes) {
      log.info('An event stream was cut: its client does not read', { bufferedBytes: res.writableLength })
      res.destroy()
    } else res.write(text)
  }
  const keepAlive = setInterval(() => write(': keep-alive\n\n'), keepAliveMs)
  keepAlive.unref()
  res.once('close', () => {
    closed = true
    clearInterval(keepAlive)
  })

  return {
    send: ({ id, event, data }) =>
      write(
        `${id === undefined ? '' : `id: ${oneLine(id)}\n`}event: ${oneLine(event)}\ndata: ${JSON.stringify(data)}\n\n`,
      ),
    close: () => {
      if (closed) return
      closed = true
      clearInterval(keepAlive)
      res.end()
    },
    get closed() {
      return closed
    },
  }
}
