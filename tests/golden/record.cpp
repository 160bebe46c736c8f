#include "record.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace golden {

namespace {

/// A file line by line, which knows where it is.
class lines {
public:
    explicit lines(const std::string& file) : path_(std::string(GOLDEN_DATA) + "/" + file), stream_(path_) {
        if (!stream_) throw std::runtime_error(path_ + ": cannot be read");
    }

    bool next() {
        ++number_;
        return static_cast<bool>(std::getline(stream_, line_));
    }

    [[noreturn]] void refuse() const {
        throw std::runtime_error(path_ + ":" + std::to_string(number_) + ": not understood: " + line_.substr(0, 60));
    }

    [[nodiscard]] const std::string& text() const { return line_; }

    /// The numbers of a row, of which there must be that many, dealt out to the vectors with their counts.
    template <class... Parts>
    void deal(Parts... parts) {
        if (!next()) refuse();
        std::istringstream row(line_);
        const auto take = [&](std::vector<double>& values, std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                double value = 0;
                if (!(row >> value)) refuse();
                values.push_back(value);
            }
        };
        (take(parts.first, parts.second), ...);
        if (std::string rest; row >> rest) refuse();
    }

private:
    std::string path_;
    std::ifstream stream_;
    std::string line_;
    std::size_t number_ = 0;
};

std::vector<double> rest_of(std::istringstream& words, const lines& from) {
    std::vector<double> values;
    for (double value = 0; words >> value;) values.push_back(value);
    if (!words.eof()) from.refuse();
    return values;
}

struct part {
    std::vector<double>& first;
    std::size_t second;
};

}  // namespace

record read_record(const std::string& file, std::size_t inputs, std::size_t outputs, std::size_t targets) {
    record r{};
    r.file = file;
    lines in(file);
    while (in.next()) {
        std::istringstream words(in.text());
        std::string key, word;
        words >> key;
        if (key == "network") {
            std::getline(words >> std::ws, r.network);
        } else if (key == "loss") {
            words >> r.loss;
        } else if (key == "targets") {
            words >> r.targets;
        } else if (key == "training") {
            words >> r.training >> word >> r.batch;
        } else if (key == "optimizer") {
            words >> r.optimizer;
            if (in.text().find(" default") == std::string::npos) r.settings = rest_of(words, in);
        } else if (key == "initial") {
            words >> word;
            r.initial.push_back({word, rest_of(words, in)});
        } else if (key == "input_gradient") {
            std::size_t rows = 0;
            words >> rows;
            backward_run& run = r.input_gradient.emplace();
            for (std::size_t b = 0; b < rows; ++b) {
                in.deal(part{run.x, inputs}, part{run.y, outputs}, part{run.dy, outputs}, part{run.dx, inputs});
            }
        } else if (key == "step") {
            r.steps.emplace_back();
        } else if (r.steps.empty()) {
            in.refuse();
        } else if (key == "learning_rate") {
            double rate = 0;
            if (!(words >> rate)) in.refuse();
            r.steps.back().new_learning_rate = rate;
        } else if (key == "call") {
            call& c = r.steps.back().calls.emplace_back();
            if (!(words >> c.rows >> word >> c.loss)) in.refuse();
            for (std::size_t b = 0; b < c.rows; ++b) in.deal(part{c.x, inputs}, part{c.t, targets});
        } else if (key == "gradient") {
            words >> word;
            r.steps.back().gradient.push_back({word, rest_of(words, in)});
        } else if (key == "updated") {
            words >> word;
            r.steps.back().updated.push_back({word, rest_of(words, in)});
        } else {
            in.refuse();
        }
    }
    return r;
}

std::ostream& operator<<(std::ostream& out, const record& r) {
    return out << r.file << ": " << r.network << "; " << r.loss << " of " << r.targets << "; " << r.optimizer << "; batch "
               << r.batch << ", " << r.training;
}

std::vector<double> read_numbers(const std::string& file) {
    lines in(file);
    if (!in.next()) in.refuse();
    std::istringstream words(in.text());
    return rest_of(words, in);
}

}  // namespace golden
