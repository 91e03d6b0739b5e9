import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('shop');

@Injectable()
export class StorageService {
  private client?: S3Client;

  /** The bytes of an object; throws where it does not exist. */
  async read(bucket: string, key: string): Promise<Uint8Array> {
    return tracer.startActiveSpan('storage.read', async (span) => {
      try {
        this.client ??= new S3Client({});
        const answer = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      } finally {
        span.end();
      }
    });
  }
}
