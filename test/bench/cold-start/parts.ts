/** What each part costs that functions are made of, as the text of a module. */
export const parts: Readonly<Record<string, string>> = {
  "fetch's first use": "await fetch('data:,x')",
  'node:http by import, which loads fetch too':
    "import http from 'node:http'; export const agent = http.Agent",
  'node:https': "import https from 'node:https'; export const agent = https.Agent",
  "Node's root certificates": "import tls from 'node:tls'; tls.createSecureContext()",
  'one call by node:https, TLS and certificates with it':
    "import https from 'node:https'; await new Promise((done) => https.get(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER, (answer) => answer.resume().on('end', done)))",
  'HMAC of node:crypto':
    "import { createHmac } from 'node:crypto'; createHmac('sha256', 'x').update('y').digest()",
  'zod classic': "import * as z from 'zod'; z.object({ a: z.string().min(1) }).parse({ a: 'x' })",
  'zod/mini':
    "import * as z from 'zod/mini'; z.object({ a: z.string().check(z.minLength(1)) }).parse({ a: 'x' })",
  'all routes and their schemas':
    "import { routes } from './shared/contract/routes.ts'; export const r = routes",
  'the schemas of one route':
    "import { token } from './shared/contract/routes/token.ts'; export const r = token",
  'DynamoDB client':
    "import { createDynamodb } from './shared/adapters/dynamodb-client.ts'; createDynamodb()",
  'our client of Stream':
    "import { createStreamServer } from './shared/adapters/stream-server.ts'; createStreamServer({ url: 'https://x', apiKey: 'key', apiSecret: 'secret', deadlineMs: 1 })",
  middy: "import middy from '@middy/core'; middy().handler(async () => {})",
  jose: "import { SignJWT } from 'jose'; new SignJWT({})",
  aws4: "import { sign } from 'aws4'; export const s = sign",
};
