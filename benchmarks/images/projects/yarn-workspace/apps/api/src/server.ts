import { greet, userId } from '@notes/greeting';
import express from 'express';

const app = express();

app.get('/healthz', (_request, response) => {
  response.json({ status: 'ok', uid: userId() });
});
app.get('/greeting/:name', (request, response) => {
  response.type('text').send(greet(request.params.name));
});

const server = app.listen(Number(process.env.PORT ?? 8080), '0.0.0.0');

process.once('SIGTERM', () => server.close());
