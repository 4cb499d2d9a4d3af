/* Live figures over HTTP, on loopback alone: what Prometheus scrapes, and what
       curl -s localhost:PORT/metrics | drainbench doctor -
   judges. The argument is how many requests are served; the port is printed. */
#define _GNU_SOURCE
#include <drainprof.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static drainprof *prof;

/* The service: an epoch in three keeps an object. */
static void *serve(void *unused) {
  (void)unused;
  for (uint64_t epoch = 1; epoch <= 3000; epoch++) {
    drainprof_granule_open(prof, epoch);
    DRAINPROF_ALLOC_REGISTER(prof, epoch, epoch, 128);
    if (epoch % 3 != 0) drainprof_alloc_deregister(prof, epoch, epoch);
    drainprof_granule_close(prof, epoch);
  }
  return NULL;
}

static void answer(int client) {
  char request[1024];
  ssize_t count = read(client, request, sizeof request - 1);
  if (count <= 0) return;
  request[count] = 0;
  if (strncmp(request, "GET /metrics ", 13) != 0) {
    dprintf(client, "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    return;
  }
  dprintf(client, "HTTP/1.0 200 OK\r\nContent-Type: application/openmetrics-text; "
                  "version=1.0.0; charset=utf-8\r\n\r\n");
  drainprof_write_metrics(prof, client);
}

int main(int argc, char **argv) {
  int requests = argc > 1 ? atoi(argv[1]) : -1;
  signal(SIGPIPE, SIG_IGN);
  drainprof_config config;
  drainprof_config_default(&config);
  config.mode = DRAINPROF_DIAGNOSTIC;
  prof = drainprof_create_with_config(&config);
  pthread_t service;
  if (pthread_create(&service, NULL, serve, NULL) != 0) return 1;
  pthread_join(service, NULL);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) != 0 ||
      listen(listener, 8) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    perror("loopback");
    return 1;
  }
  printf("http://127.0.0.1:%d/metrics\n", ntohs(address.sin_port));
  fflush(stdout);
  while (requests < 0 || requests-- > 0) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    answer(client);
    shutdown(client, SHUT_WR);
    close(client);
  }
  close(listener);
  drainprof_destroy(prof);
  return 0;
}
