package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"runexp/judge"
)

// This file keeps what a machine's client can do, in the user's cache folder.

// maxCalibration bounds what is read of the file.
const maxCalibration = 1 << 20

// machine names the machine as far as a client's speed depends on it. A file
// from another one, say from a home folder that several mount, does not count.
func machine() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s %s/%s %d processors", host, runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
}

// calibrationFile is where the calibration is kept.
func calibrationFile() (string, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep a calibration in: %w", err)
	}
	return filepath.Join(folder, "runexp", "calibration.json"), nil
}

// loadCalibration reads the calibration of this machine; nil where there is none.
// An unreadable one, or another machine's, is an error that says what to do.
func loadCalibration() (*judge.Calibration, error) {
	path, err := calibrationFile()
	if err != nil {
		return nil, nil //nolint:nilnil // a machine without a home folder has no calibration either
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is not an error
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxCalibration))
	if err != nil {
		return nil, err
	}
	var c judge.Calibration
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, fmt.Errorf("%s: %w: run runexp calibrate again", path, err)
	}
	if c.Machine != machine() {
		return nil, fmt.Errorf("%s is of another machine (%s): run runexp calibrate here", path, c.Machine)
	}
	return &c, nil
}

// saveCalibration keeps the calibration, all of it or nothing.
func saveCalibration(c *judge.Calibration) (string, error) {
	path, err := calibrationFile()
	if err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return "", err
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, ".calibration-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return path, nil
}
