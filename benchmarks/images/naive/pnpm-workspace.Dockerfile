FROM node:22-bookworm
WORKDIR /app
RUN npm install -g pnpm@10.34.8
COPY . .
RUN pnpm install
RUN pnpm -r build
EXPOSE 18080
CMD ["node", "apps/api/dist/main.js"]
