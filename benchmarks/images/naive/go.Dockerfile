FROM golang:1.26-bookworm
WORKDIR /app
COPY . .
RUN go build -o /usr/local/bin/server ./cmd/server
EXPOSE 18080
CMD ["server"]
