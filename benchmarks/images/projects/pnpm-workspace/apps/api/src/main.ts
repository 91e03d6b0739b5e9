import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';
import pino from 'pino';
import { AppModule } from './app.module';

const log = pino();

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  app.use(helmet());
  app.enableShutdownHooks(['SIGTERM']);
  SwaggerModule.setup('docs', app, () =>
    SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Shop').setVersion('1').build()),
  );
  const port = Number(process.env.PORT ?? 8080);
  await app.listen(port, '0.0.0.0');
  log.info({ port }, 'listening');
}

void main();
