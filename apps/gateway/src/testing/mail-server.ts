import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A mail server that takes letters, or does not. */
export interface MailServer {
  url: string
  /** What it was handed, oldest first, as it was sent after `DATA`. */
  letters: { to: string; text: string }[]
  /** Refuses everything that is handed over while it is so set. */
  refuse(refusing: boolean): void
  stop(): Promise<void>
}

/** Just enough SMTP (RFC 5321) for a client that sends one letter to one reader. */
export const startMailServer = async (): Promise<MailServer> => {
  const letters: MailServer['letters'] = []
  const open = new Set<Socket>()
  let refuses = false
  const server = createServer((socket) => {
    open.add(socket.setEncoding('utf8'))
    socket.on('close', () => open.delete(socket)).on('error', () => {})
    const say = (line: string) => socket.write(`${line}\r\n`)
    let buffered = ''
    let to = ''
    let data: string[] | null = null
    const hear = (line: string) => {
      if (data && line === '.') {
        letters.push({ to, text: data.join('\n') })
        data = null
        return say('250 taken')
      }
      if (data) return void data.push(line)
      const [command = ''] = line.toUpperCase().split(' ')
      if (command === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? ''
      if (command === 'DATA') data = []
      if (refuses && command === 'RCPT') return say('550 nobody here')
      return say({ DATA: '354 go on', QUIT: '221 bye' }[command] ?? '250 ok')
    }
    socket.on('data', (chunk: string) => {
      const lines = (buffered + chunk).split('\r\n')
      buffered = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 ready')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    refuse: (refusing) => void (refuses = refusing),
    stop: () => {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
