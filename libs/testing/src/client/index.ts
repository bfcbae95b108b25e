export { apiClient, type Answer, type ApiClient } from './api-client.ts'
