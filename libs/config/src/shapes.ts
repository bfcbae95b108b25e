import { setting } from './setting.ts'

/** What every service reads. */
export const serviceShape = {
  NODE_ENV: setting.oneOf(['development', 'test', 'production'], {
    description: 'Production refuses defaults that would hide a missing secret',
    default: 'development',
  }),
  HOST: setting.text({
    description: 'Address the HTTP server listens on',
    default: '127.0.0.1',
    productionDefault: '0.0.0.0',
  }),
  PORT: setting.port({ description: 'Port of the HTTP server; 0 takes any free one', default: 0 }),
  LOG_LEVEL: setting.oneOf(['debug', 'info', 'warn', 'error'], { description: 'Least level logged', default: 'info' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.url({
    description: 'OTLP/HTTP endpoint for traces and metrics; without it none are exported',
    default: null,
  }),
  SHUTDOWN_WAIT_MS: setting.durationMs({
    description:
      'How long a service that users reach goes on answering when it is to stop, so that whoever sends them sees that it is unready',
    default: 0,
    productionDefault: '5000',
  }),
  SHUTDOWN_GRACE_MS: setting.durationMs({
    description: 'How long a stop may take after that before the process ends itself with exit code 1',
    default: 10_000,
  }),
  INSTANCE_ID: setting.text({
    description: 'Name of this replica in logs and traces; host name and process id unless set',
    default: null,
  }),
}

/** Where the broker is and who this service is to it. */
export const brokerShape = {
  NATS_URL: setting.url({
    description: 'Address of the NATS broker',
    default: 'nats://127.0.0.1:4222',
    protocols: ['nats', 'tls', 'ws', 'wss'],
    requiredInProduction: true,
    secret: true,
  }),
  NATS_USER: setting.text({ description: 'User of this service at the broker', default: null }),
  NATS_PASSWORD: setting.secret({ description: 'Password of that user', default: null }),
}

/** Where the documents are. */
export const storeShape = {
  MONGODB_URI: setting.url({
    description: 'Address of MongoDB, with credentials if it asks for them',
    default: 'mongodb://127.0.0.1:27017',
    protocols: ['mongodb', 'mongodb+srv'],
    requiredInProduction: true,
    secret: true,
  }),
  DATABASE_PREFIX: setting.text({
    description: 'Start of the database name; the name of the service follows after an underscore',
    default: 'synthwright',
  }),
}
