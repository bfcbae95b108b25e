import { serviceNames, type ServiceName } from '@synthwright/contracts'
import { PlainError } from '../bootstrap/say.mjs'
import { runNode } from '../checks/run-node.ts'
import { page, table } from './page.ts'

interface Setting {
  name: string
  description: string
  default: string | null
  productionDefault: string | null
  required: boolean
  requiredInProduction: boolean
  secret: boolean
}

/** Read by the worker for language models only when it asks a model. */
const env: Partial<Record<ServiceName, Record<string, string>>> = { 'llm-worker': { LLM_PROVIDER: 'openai' } }

const settingsOf = async (service: ServiceName): Promise<Setting[]> => {
  const { code, output } = await runNode([`apps/${service}/src/main.ts`, '--settings'], { env: env[service] ?? {} })
  if (code !== 0) throw new PlainError(`${service} does not tell its settings:\n${output}`)
  return JSON.parse(output) as Setting[]
}

const code = (text: string) => `\`${text}\``

const row = ({ name, description, required, requiredInProduction, secret, ...setting }: Setting): string[] => [
  code(name),
  [
    setting.default === null ? '' : code(setting.default),
    setting.productionDefault === null ? '' : `${code(setting.productionDefault)} in production`,
  ]
    .filter(Boolean)
    .join(', '),
  required ? 'yes' : requiredInProduction ? 'in production' : '',
  `${description}${secret ? ' (secret)' : ''}`,
]

const columns = ['variable', 'default', 'required', 'meaning']

/** Every environment variable that a service reads; those of all services come first, once. */
export const configurationPage = async (): Promise<string> => {
  const perService = await Promise.all(serviceNames.map(async (name) => ({ name, settings: await settingsOf(name) })))
  const [first] = perService
  const shared = first!.settings.filter((setting) =>
    perService.every(({ settings }) => settings.some((other) => JSON.stringify(other) === JSON.stringify(setting))),
  )
  const sharedNames = new Set(shared.map(({ name }) => name))
  return page('Configuration', 'Settings are environment variables; each service reads only its own.', [
    { heading: 'All services', body: table(columns, shared.map(row)) },
    ...perService.map(({ name, settings }) => {
      const own = settings.filter((setting) => !sharedNames.has(setting.name))
      return { heading: name, body: own.length ? table(columns, own.map(row)) : 'Nothing of its own.' }
    }),
  ])
}
