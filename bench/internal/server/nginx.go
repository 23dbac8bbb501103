//go:build unix

package server

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"runexp/bench/internal/rig"
)

// Nginx answers the same 13 bytes to everything, by one process, with or
// without https. It cannot wait.
func Nginx() Kind {
	return Kind{
		Name:  "nginx",
		Find:  func(ctx context.Context, w *rig.Workshop) (rig.Found, error) { return w.Debian(ctx, "nginx", "nginx") },
		Start: startNginx,
	}
}

func startNginx(ctx context.Context, found rig.Found, dir string, o Options) (*Running, error) {
	if o.Mean() > 0 || o.Record || o.Backlog > 0 || o.FreezeFor > 0 {
		return nil, errCannot
	}
	address, err := rig.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	r := new(Running)
	files := make(map[string]string)
	base, listen, extra := "http://"+address, address, ""
	if o.TLS {
		certificate, key, err := selfSigned(time.Now())
		if err != nil {
			return nil, err
		}
		files["certificate.pem"], files["key.pem"] = certificate, key
		r.Authority = filepath.Join(dir, "certificate.pem")
		base, listen = "https://"+address, listen+" ssl"
		extra = "ssl_certificate certificate.pem; ssl_certificate_key key.pem; ssl_protocols TLSv1.3; ssl_ecdh_curve prime256v1;"
	}
	files["nginx.conf"] = fmt.Sprintf(nginxConf, listen, extra)
	words := []string{"-p", dir, "-e", "stderr", "-c", "nginx.conf"}
	r.Server, err = rig.Listen(ctx, rig.Command{Words: words, Dir: dir, Files: files}.Under(found.Words).Under(o.Prefix), base)
	return r, err
}

const nginxConf = `daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
worker_rlimit_nofile 65536;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  tcp_nodelay on;
  default_type text/plain;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen %s backlog=4096;
    %s
    location / { return 200 "hello, world\n"; }
  }
}
`
