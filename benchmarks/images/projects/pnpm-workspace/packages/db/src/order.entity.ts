import type { OrderLine } from '@shop/shared';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('order')
export class OrderEntity {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'jsonb' })
  lines!: OrderLine[];

  @CreateDateColumn()
  created!: Date;
}
