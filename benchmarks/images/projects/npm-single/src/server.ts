import fastify from 'fastify';

const server = fastify();

server.get('/healthz', () => ({ status: 'ok', uid: process.getuid?.() ?? -1 }));

process.once('SIGTERM', () => void server.close());

await server.listen({ host: '0.0.0.0', port: Number(process.env.PORT ?? 8080) });
