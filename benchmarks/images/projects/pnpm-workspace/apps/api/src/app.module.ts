import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import { CatalogModule } from './catalog/catalog.module';
import { HealthController } from './health/health.controller';
import { OrdersModule } from './orders/orders.module';
import { StorageService } from './storage/storage.service';

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }), ScheduleModule.forRoot(), CatalogModule, OrdersModule],
  controllers: [HealthController],
  providers: [StorageService],
})
export class AppModule {}
